"""Block B: provisioning: boot, variables, reports, reset, network profiles."""
