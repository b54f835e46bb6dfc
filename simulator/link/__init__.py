"""The link to the CSMS, which can be made faulty to show that validations detect faults."""
