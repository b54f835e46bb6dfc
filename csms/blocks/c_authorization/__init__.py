"""Block C: authorization: tokens and groups."""
