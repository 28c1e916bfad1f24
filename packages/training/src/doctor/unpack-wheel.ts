// Takes TensorFlow's C library and the headers that the addon includes out of a wheel, in the Python that pip needs anyway.

/** Of the two hundred megabytes of headers those that the C interface consists of. */
export const WHEEL_HEADERS = [
  "tensorflow/c/c_api.h",
  "tensorflow/c/c_api_macros.h",
  "tensorflow/c/eager/c_api.h",
  "tensorflow/c/tf_attrtype.h",
  "tensorflow/c/tf_buffer.h",
  "tensorflow/c/tf_datatype.h",
  "tensorflow/c/tf_status.h",
  "tensorflow/c/tf_tensor.h",
  "tensorflow/c/tf_tstring.h",
  "tensorflow/core/platform/ctstring.h",
  "tensorflow/core/platform/ctstring_internal.h",
  "tsl/platform/ctstring.h",
  "tsl/platform/ctstring_internal.h",
  "xla/tsl/c/tsl_status.h",
];

/** Arguments: the wheel, the directory that gets lib and include, the headers. */
export const UNPACK_WHEEL = `
import os, shutil, sys, zipfile

wheel, target, *headers = sys.argv[1:]
files = {f"tensorflow/include/{name}": f"include/{name}" for name in headers}
for name in ("libtensorflow_cc.so.2", "libtensorflow_framework.so.2"):
    files[f"tensorflow/{name}"] = f"lib/{name}"
with zipfile.ZipFile(wheel) as archive:
    for source, place in files.items():
        path = os.path.join(target, place)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with archive.open(source) as packed, open(path, "wb") as unpacked:
            shutil.copyfileobj(packed, unpacked, 1 << 20)
`;
