"""OCPP-J (Part 4) without any input or output: frames in, frames and events out."""
