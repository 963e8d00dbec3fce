"""What every screen is made of; knows nothing of what the screens say."""
