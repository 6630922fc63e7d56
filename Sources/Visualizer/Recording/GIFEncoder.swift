/// Turns pictures into the blocks of a GIF, each as what changed since the last one.
struct GIFEncoder {
  /// The colours so far.
  private(set) var palette: GIFPalette
  private var lzw = LZWEncoder()
  /// What is shown after the last blocks: the pixels, and the numbers that stand for them.
  private var pixels: [UInt32] = []
  private var indices: [UInt8] = []
  private let width: Int
  private let height: Int

  /// An encoder of pictures of one size, with a palette to begin with.
  init(width: Int, height: Int, palette: GIFPalette = GIFPalette()) {
    self.width = width
    self.height = height
    self.palette = palette
  }

  /// The blocks that turn the last picture into the next, without a delay; nil where nothing would
  /// be seen to change.
  ///
  /// - Precondition: the picture has the encoder's size.
  /// - Returns: also the area in which the pictures themselves differ, if they do.
  mutating func blocks(of picture: Picture) -> (blocks: [UInt8]?, area: PixelArea?) {
    guard !pixels.isEmpty else {
      let whole = PixelArea(width: width, height: height)
      indices = [UInt8](repeating: 0, count: picture.pixels.count)
      indices = numbers(of: picture, in: whole)
      pixels = picture.pixels
      let data = lzw.imageData(indices)
      return (GIFFormat.picture(in: whole, transparent: false, imageData: data), whole)
    }
    guard let changed = PixelArea(ofChangesFrom: pixels, to: picture.pixels, width: width)
    else { return (nil, nil) }
    let old = indices
    indices = numbers(of: picture, in: changed)
    pixels = picture.pixels
    guard let area = PixelArea(ofChangesFrom: old, to: indices, width: width)
    else { return (nil, changed) }
    let plain = area.part(of: indices, rowLength: width)
    var data = lzw.imageData(plain)
    var isTransparent = false
    if palette.hasTransparency {
      var changes = area.part(of: old, rowLength: width)
      for place in changes.indices {
        changes[place] = changes[place] == plain[place] ? 0 : plain[place]
      }
      let sparse = lzw.imageData(changes)
      isTransparent = sparse.count < data.count
      if isTransparent { data = sparse }
    }
    return (GIFFormat.picture(in: area, transparent: isTransparent, imageData: data), changed)
  }

  /// Blocks that change nothing, without a delay.
  ///
  /// - Precondition: there was a picture.
  mutating func pause() -> [UInt8] {
    GIFFormat.picture(
      in: PixelArea(width: 1, height: 1), transparent: false,
      imageData: lzw.imageData([indices[0]]))
  }

  /// The numbers of all pixels, of which only those in an area are new.
  private mutating func numbers(of picture: Picture, in area: PixelArea) -> [UInt8] {
    var next = indices
    // Drawn pictures have long runs of one colour.
    var last = picture.pixels[area.y * width + area.x]
    var number = palette.index(of: last)
    picture.pixels.withUnsafeBufferPointer { pixels in
      next.withUnsafeMutableBufferPointer { next in
        for row in area.y..<(area.y + area.height) {
          let start = row * width + area.x
          for place in start..<(start + area.width) {
            let color = pixels[place]
            if color != last {
              last = color
              number = palette.index(of: color)
            }
            next[place] = number
          }
        }
      }
    }
    return next
  }
}
