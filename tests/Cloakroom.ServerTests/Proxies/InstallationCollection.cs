namespace Cloakroom.ServerTests.Proxies;

/// <summary>Tests that share one installation, one after another: some of them take a part of it away for a while.</summary>
[CollectionDefinition]
public sealed class InstallationCollection : ICollectionFixture<Installation>;
