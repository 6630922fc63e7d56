extension SokobanLevel {
  /// The built-in levels, from easy to hard.
  ///
  /// Written for this library: found by our own search backwards from the goals, with the pushes of a
  /// shortest solution by pushes and the moves of a shortest one by moves. `#` wall, `.` goal, `$`
  /// box, `@` player, `+` player on a goal, `*` box on a goal.
  static let texts: [String] = [
    // 3 pushes; 13 moves.
    """
    ########
    #@   ###
    #   .###
    # $# ###
    ##   ###
    ########
    ########
    ########
    """,
    // 6 pushes; 10 moves.
    """
    ########
    ##    ##
    #@$ # ##
    # #   ##
    ##    ##
    #.    ##
    ########
    ########
    """,
    // 7 pushes; 18 moves.
    """
    ########
    ##@# ###
    # $# ###
    #  $ ###
    #   .###
    # .  ###
    ########
    ########
    """,
    // 10 pushes; 22 moves.
    """
    ########
    #+    ##
    ## $  ##
    # #$.###
    # #   ##
    #    ###
    ########
    ########
    """,
    // 11 pushes; 27 moves.
    """
    ########
    #   . ##
    # $#  ##
    #    $@#
    #   ## #
    #  .## #
    ########
    ########
    """,
    // 12 pushes; 23 moves.
    """
    ########
    ##  .# #
    #@#  $ #
    # $    #
    # ##   #
    ##  #  #
    #.     #
    ########
    """,
    // 19 pushes; 62 moves.
    """
    ########
    #      #
    ## $   #
    #+###  #
    #  . $##
    #  #   #
    ##     #
    ########
    """,
    // 9 pushes; 27 moves.
    """
    ########
    #@   ###
    #   . ##
    #  .# ##
    # $ $ ##
    # $  .##
    ########
    ########
    """,
    // 13 pushes; 48 moves.
    """
    ########
    #@. $  #
    # $.   #
    # $ #  #
    ## ##. #
    #     ##
    ########
    ########
    """,
    // 15 pushes; 36 moves.
    """
    ########
    #.   # #
    # #    #
    #.    ##
    #  .$ ##
    ## $ $@#
    #  #  ##
    ########
    """,
    // 21 pushes; 47 moves.
    """
    ########
    #@     #
    # $    #
    ##$ .  #
    #   # .#
    ##$#  ##
    #     .#
    ########
    """,
    // 18 pushes; 55 moves.
    """
    ########
    #.#  .##
    #   #$##
    # .$@$ #
    ##$#  .#
    #    # #
    ########
    ########
    """,
  ]
}
