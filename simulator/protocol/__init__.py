"""OCPP-J as a judge sees it: frames as they came, and every rule they break (Part 4)."""
