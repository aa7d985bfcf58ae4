"""What has changed in the county since a day."""
