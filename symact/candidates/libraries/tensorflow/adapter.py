"""TensorFlow on the CPU: functions of tf.nn and tf.math, derivatives by GradientTape."""

from symact.candidates.libraries.keras.adapter import Keras, imported


class TensorFlow(Keras):
    """Eager functions."""

    title = "TensorFlow"
    requires = "tensorflow"

    def version(self) -> str:
        return f"tensorflow {imported().__version__}, cpu"
