import Environments

extension Frame {
  /// A picture of the screen as bytes of red, green and blue.
  package init(_ picture: Picture) {
    self.init(width: picture.width, height: picture.height)
    for y in 0..<picture.height {
      for x in 0..<picture.width {
        self[x, y] = Color(picture.pixels[y * picture.width + x])
      }
    }
  }
}
