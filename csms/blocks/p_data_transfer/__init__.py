"""Block P: data transfer."""
