"""What a municipal file is: its contract, its detection, its checks, its report."""
