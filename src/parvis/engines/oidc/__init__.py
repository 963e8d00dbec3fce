"""Speaking OpenID Connect to an issuer: where it is, its keys, its tokens verified."""

from parvis.engines.oidc.issuer import Issuer

__all__ = ["Issuer"]
