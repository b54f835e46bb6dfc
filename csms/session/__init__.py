"""One connection of one station: requests in both directions, injections, and their storage."""
