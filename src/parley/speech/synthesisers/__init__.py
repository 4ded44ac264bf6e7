"""The engines that speak, one file each."""
