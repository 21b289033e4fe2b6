"""Correctly rounded tables as functions of frameworks' arrays; run in a candidate's process, one framework each.

The environment variable LOOKUP names a .npy file of 16-bit encodings, shape (2, 65536): f and f' by encoding of x.
"""

import os

import numpy as np


def words():
    return np.load(os.environ["LOOKUP"])


def numpy(x):
    f, _ = words()
    return f[np.ascontiguousarray(x).view(np.uint16)].view(x.dtype)


def torch(x):
    import torch

    f, slope = (torch.from_numpy(each.view(np.int16)) for each in words())

    def at(table, values):
        return table[values.view(torch.int16).to(torch.int64) & 0xFFFF].view(values.dtype)

    class Lookup(torch.autograd.Function):
        @staticmethod
        def forward(ctx, values):
            ctx.save_for_backward(values)
            return at(f, values)

        @staticmethod
        def backward(ctx, upstream):
            return upstream * at(slope, *ctx.saved_tensors)

    return Lookup.apply(x)


def jax(x):
    import jax

    f, slope = jax.numpy.asarray(words())

    def at(table, values):
        row = jax.lax.bitcast_convert_type(values, jax.numpy.uint16).astype("int32")
        return jax.lax.bitcast_convert_type(table[row], values.dtype)

    def pull_back(values, upstream):
        # XLA's products flush subnormal numbers of bfloat16, by 1 too.
        return (jax.numpy.where(upstream == 1, at(slope, values), upstream * at(slope, values)),)

    lookup = jax.custom_vjp(lambda values: at(f, values))
    lookup.defvjp(lambda values: (at(f, values), values), pull_back)
    return lookup(x)


def keras(x):
    import tensorflow as tf

    f, slope = words()

    def at(table, values):
        return tf.bitcast(tf.gather(tf.constant(table), tf.cast(tf.bitcast(values, tf.uint16), tf.int32)), values.dtype)

    @tf.custom_gradient
    def lookup(values):
        def pull_back(upstream):
            # TensorFlow's products flush subnormal numbers of bfloat16, by 1 too.
            return tf.where(upstream == 1, at(slope, values), upstream * at(slope, values))

        return at(f, values), pull_back

    return lookup(x)


def mlx(x):
    import mlx.core as mx

    f, slope = (mx.array(each) for each in words())

    @mx.custom_function
    def lookup(values):
        return mx.take(f, values.view(mx.uint16)).view(values.dtype)

    @lookup.vjp
    def pull_back(values, upstream, _):
        return upstream * mx.take(slope, values.view(mx.uint16)).view(values.dtype)

    return lookup(x)


def paddle(x):
    import paddle

    f, slope = (paddle.to_tensor(each.view(np.int16)) for each in words())

    def at(table, values):
        row = values.view("int16").astype("int64") % 65536
        return paddle.gather(table, row).view(values.dtype)

    class Lookup(paddle.autograd.PyLayer):
        @staticmethod
        def forward(ctx, values):
            ctx.save_for_backward(values)
            return at(f, values)

        @staticmethod
        def backward(ctx, upstream):
            return upstream * at(slope, *ctx.saved_tensor())

    return Lookup.apply(x)


def ignores_upstream(x):
    """Be right for an upstream gradient of 1 alone: the defect of a hand-written backward function."""
    import torch

    class Relu(torch.autograd.Function):
        @staticmethod
        def forward(ctx, values):
            ctx.save_for_backward(values)
            return torch.relu(values)

        @staticmethod
        def backward(ctx, upstream):
            (values,) = ctx.saved_tensors
            return torch.where(values.isnan(), values, (values > 0).to(values.dtype))

    return Relu.apply(x)
