"""Requirements on values, and the comparison of a message with them."""
