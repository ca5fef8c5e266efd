import ArgumentParser
import Application
import Core
import Registry
import Access
struct OpeningBalanceCommand: AsyncParsableCommand {}
