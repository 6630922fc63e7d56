import ArgumentParser
@main struct Apus: ParsableCommand { func run() throws { print("apus") } }
