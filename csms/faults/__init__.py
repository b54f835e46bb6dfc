"""Misbehaviour on demand: faults that are injected into connections of single stations; off by default."""
