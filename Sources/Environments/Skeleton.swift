public let r = PackageResources.four_rooms_yaml
