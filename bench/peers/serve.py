"""The protocol that every peer speaks, JSON lines; serve.mjs says what they mean."""
import json
import sys
import time

CHECKED_STEPS = 20
LEARNING_RATE, BETA1, BETA2, EPSILON = 1e-3, 0.9, 0.999, 1e-8
FILE, WORK, OPTIONS = sys.argv[1], sys.argv[2], json.loads(sys.argv[3] if len(sys.argv) > 3 else '{}')


def say(message):
    print(json.dumps(message), flush=True)


def serve(make):
    """`make` gives what the peer is, what is compared, and a function that does n steps and waits for their end."""
    try:
        about, check, run = make()
    except Exception as error:
        say({'cannot': str(error)})
        return
    say({'about': about, 'check': [float(x) for x in check]})
    for line in sys.stdin:
        asked = json.loads(line)
        steps = asked['steps']
        ms, cpu = [], []
        for _ in range(asked.get('runs', 1)):
            start, used = time.perf_counter(), time.process_time()
            run(steps)
            ms.append(1000 * (time.perf_counter() - start) / steps)
            cpu.append(1000 * (time.process_time() - used) / steps)
        say({'ms': ms, 'cpuMs': cpu})


def sample(values):
    """The elements of a result that are compared: up to 64, from its beginning to its end."""
    n = min(64, len(values))
    return [values[i * (len(values) - 1) // max(1, n - 1)] for i in range(n)]
