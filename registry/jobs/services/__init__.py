"""What is done about background work: asking for it, and doing it."""

from registry.jobs.services.queue import cancel, enqueue, renew, retry
from registry.jobs.services.running import run_one, run_waiting, work_until

__all__ = ["cancel", "enqueue", "renew", "retry", "run_one", "run_waiting", "work_until"]
