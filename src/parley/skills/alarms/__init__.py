"""Alarms: once or on days of the week, snoozed, moved, switched off and on."""
