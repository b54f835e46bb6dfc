"""Who tells the CSMS what to do where a case says 'Manual Action'."""
