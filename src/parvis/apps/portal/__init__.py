"""What the people a town serves see: its services, their bouquet, their requests, their data."""
