"""The retired search APIs of Bing (v7), for the SDKs that are still about."""
