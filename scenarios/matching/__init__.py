"""What is demanded of a value, and comparing a message with it."""
