import Core

public enum RegionTag {}
public typealias RegionID = Identifier<RegionTag>
public enum HouseholdTag {}
public typealias HouseholdID = Identifier<HouseholdTag>
public enum OwnerTag {}
public typealias OwnerID = Identifier<OwnerTag>
public enum TenureTag {}
public typealias TenureID = Identifier<TenureTag>
public enum StallTag {}
public typealias StallID = Identifier<StallTag>
public enum LeaseTag {}
public typealias LeaseID = Identifier<LeaseTag>
