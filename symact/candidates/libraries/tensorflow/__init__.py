"""TensorFlow: tf.nn and tf.math, eager, on the CPU."""
