"""JAX on the CPU: the whole step under `jit`, its memory donated."""
import os
import sys

import xla_cpu  # noqa: F401, before JAX

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
import jax_sequences  # noqa: E402
import safetensors  # noqa: E402
from serve import BETA1, BETA2, CHECKED_STEPS, EPSILON, FILE, LEARNING_RATE, WORK, sample, serve  # noqa: E402


def params_of(tensors, workload):
    params, weighted = [], 0
    if workload['layers'][0]['kind'] == 'embedding':
        return jax_sequences.params_of(tensors, workload)
    for layer in workload['layers']:
        if layer['kind'] in ('dense', 'conv2d'):
            name = 'weights' if layer['kind'] == 'dense' else 'kernel'
            params.append((jnp.array(tensors[f'params.{weighted}.{name}']), jnp.array(tensors[f'params.{weighted}.bias'])))
            weighted += 1
    return params


def network(workload):
    if workload['layers'][0]['kind'] == 'embedding':
        return jax_sequences.network(workload)

    def apply(params, x):
        given = iter(params)
        for layer in workload['layers']:
            kind = layer['kind']
            if kind == 'dense':
                weights, bias = next(given)
                x = x @ weights + bias
            elif kind == 'conv2d':
                kernel, bias = next(given)
                numbers = ('NHWC', 'HWIO', 'NHWC')
                x = jax.lax.conv_general_dilated(x, kernel, (1, 1), layer['padding'].upper(), dimension_numbers=numbers) + bias
            elif kind == 'maxPool2d':
                window = (1, *layer['window'], 1)
                x = jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, window, window, 'VALID')
            elif kind == 'flatten':
                x = x.reshape(x.shape[0], -1)
            else:
                x = jax.nn.relu(x)
        return x
    return apply


def training(tensors, workload):
    apply = network(workload)

    def loss_of(params, x, y):
        logs = jax.nn.log_softmax(apply(params, x))
        return -jnp.mean(jnp.take_along_axis(logs, y[..., None], axis=-1))

    def step(state, x, y):
        params, mean, variance, count = state
        loss, gradient = jax.value_and_grad(loss_of)(params, x, y)
        count = count + 1
        mean = jax.tree.map(lambda m, g: BETA1 * m + (1 - BETA1) * g, mean, gradient)
        variance = jax.tree.map(lambda v, g: BETA2 * v + (1 - BETA2) * g * g, variance, gradient)
        root = jnp.sqrt(1 - BETA2 ** count)
        rate = LEARNING_RATE * root / (1 - BETA1 ** count)
        params = jax.tree.map(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + EPSILON * root), params, mean, variance)
        return (params, mean, variance, count), loss

    compiled = jax.jit(step, donate_argnums=0)
    params = params_of(tensors, workload)
    data = [(jnp.array(x), jnp.array(y)) for x, y in safetensors.batches(tensors, workload)]
    zeros = lambda: jax.tree.map(jnp.zeros_like, params)  # noqa: E731
    state, done, loss = (params, zeros(), zeros(), jnp.float32(0)), 0, None

    def run(steps):
        nonlocal state, done, loss
        for _ in range(steps):
            state, loss = compiled(state, *data[done % len(data)])
            done += 1
        jax.block_until_ready((state, loss))

    run(CHECKED_STEPS + 1)
    return [loss], run


def predicting(tensors, workload):
    params, apply = params_of(tensors, workload), jax.jit(network(workload))
    x = jnp.array(safetensors.batches(tensors, workload)[0][0][:None if WORK == 'predict' else 1])

    def run(steps):
        for _ in range(steps):
            apply(params, x).block_until_ready()

    return sample(apply(params, x).flatten().tolist()), run


def multiplying(tensors, _):
    a, b = jnp.array(tensors['a']), jnp.array(tensors['b'])
    product = jax.jit(jnp.matmul)

    def run(steps):
        for _ in range(steps):
            product(a, b).block_until_ready()

    return sample(product(a, b).flatten().tolist()), run


def make():
    way = training if WORK == 'step' else multiplying if WORK == 'matmul' else predicting
    check, run = way(*safetensors.read(FILE))
    return f'JAX {jax.__version__}', check, run


serve(make)
