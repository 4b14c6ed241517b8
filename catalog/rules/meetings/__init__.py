"""The open-meeting rules: notice, roll, quorum, arithmetic, motions, and what a record may say."""
