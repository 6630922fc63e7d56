import CZlib

/// What bytes packed by deflate unpack to, where their length is known beforehand.
///
/// - Parameters:
///   - bytes: All of the packed form and nothing behind it.
///   - size: The length of the content, which the caller has found sensible.
///   - isWrapped: Whether zlib's header and checksum are around it, as in a PNG; not in a zip.
/// - Returns: The content; nil where the packed form is damaged or its content has another length.
func inflated(_ bytes: ArraySlice<UInt8>, size: Int, isWrapped: Bool) -> [UInt8]? {
  // An empty content has a packed form too; zlib wants a place to write to.
  var output = [UInt8](repeating: 0, count: size + 1)
  var input = Array(bytes)
  let isSound = input.withUnsafeMutableBufferPointer { source in
    output.withUnsafeMutableBufferPointer { target in
      var stream = z_stream()
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(source.count)
      stream.next_out = target.baseAddress
      stream.avail_out = UInt32(target.count)
      let window: Int32 = isWrapped ? 15 : -15
      let began = inflateInit2_(
        &stream, window, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      guard began == Z_OK else { return false }
      defer { inflateEnd(&stream) }
      return inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_in == 0
        && stream.avail_out == 1
    }
  }
  output.removeLast()
  return isSound ? output : nil
}

/// The CRC-32 of bytes, as zip and PNG have it.
func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
  bytes.withUnsafeBufferPointer {
    UInt32(truncatingIfNeeded: crc32(0, $0.baseAddress, UInt32($0.count)))
  }
}
