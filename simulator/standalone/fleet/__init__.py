"""Many standalone stations at once, as a load test of a CSMS."""
