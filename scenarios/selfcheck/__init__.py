"""The self-check: for every validation of a green run a fault that violates it, played, and found or not."""
