"""A stand-in for rest.mittoapi.com that runs on this machine and calls nothing outside it."""
