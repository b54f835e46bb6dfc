"""Demands on values, and comparing a message with them."""
