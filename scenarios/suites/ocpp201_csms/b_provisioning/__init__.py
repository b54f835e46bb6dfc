"""Block B: provisioning."""
