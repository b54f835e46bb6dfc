"""OCPP-J (Part 4) without I/O: frames in, frames and events out."""
