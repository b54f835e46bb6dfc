"""A standalone station: it boots, reconnects, queues messages, and carries out requests of its CSMS."""
