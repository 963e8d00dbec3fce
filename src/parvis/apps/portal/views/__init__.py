"""The pages of the portal, one module per thing one comes for."""
