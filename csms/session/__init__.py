"""One connection of one station: its requests and ours, injections, and what is stored of them."""
