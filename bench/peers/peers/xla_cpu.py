"""The options of a peer that runs on XLA for the CPU, with its threads set: to be imported before JAX."""
import json
import os
import sys

OPTIONS = json.loads(sys.argv[3])
if OPTIONS['threads'] == 1:
    os.environ['XLA_FLAGS'] = '--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1'
    os.environ['OMP_NUM_THREADS'] = '1'
    # XLA has a pool of threads of its own besides Eigen's, as large as the processors that it may use.
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
os.environ['JAX_PLATFORMS'] = 'cpu'
