"""From an engine-neutral plan to SQL, in the words of one engine or another."""
