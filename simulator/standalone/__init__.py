"""A station that lives by itself: it boots, reconnects, queues, and carries out what its CSMS orders."""
