"""The desk: the queue of requests, their files, entry by keyboard, quality of service."""
