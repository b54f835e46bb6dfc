"""Certificates that a station, an EV or a responder shows: good ones, and ones that are wrong on purpose."""
