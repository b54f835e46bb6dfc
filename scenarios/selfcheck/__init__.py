"""The self-check: plays, for every validation of a passing run, a fault that violates it, and checks its detection."""
