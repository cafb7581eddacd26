using Cloakroom.Testing;

namespace Cloakroom.Tests.Sessions;

public sealed class MemorySessionStoreTests
{
    public static TheoryData<string> Cases => [.. StoreConformance.Cases.Where(c => !c.NeedsOpenAgain).Select(c => c.Name)];

    [Theory, MemberData(nameof(Cases))]
    public async Task Memory_keeps_the_contract(string name) =>
        Assert.True(await StoreConformance.Case(name).RunAsync(new StoreFixture(_ => new(new MemorySessionStore()))));
}
