"""The one door in the wall: pseudonymise, rehearse with canaries, release."""
