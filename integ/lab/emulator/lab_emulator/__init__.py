"""The lab's extension of the MiniStack emulator: what AWS has and it lacks, and one report of what is deployed."""
