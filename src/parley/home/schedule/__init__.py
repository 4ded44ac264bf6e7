"""What rings at a time: timers, alarms, reminders and routines, each once, whatever stops or starts meanwhile."""
