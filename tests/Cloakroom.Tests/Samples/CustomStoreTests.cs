using Cloakroom.Testing;
using CustomStore;

namespace Cloakroom.Tests.Samples;

public sealed class CustomStoreTests
{
    // True: the obligation was checked and kept. False: it is about a capability that this store leaves out.
    public static TheoryData<string> Cases => [.. StoreConformance.Cases.Where(c => !c.NeedsOpenAgain).Select(c => c.Name)];

    [Theory, MemberData(nameof(Cases))]
    public async Task The_smallest_store_keeps_the_contract(string name) =>
        await StoreConformance.Case(name).RunAsync(new StoreFixture(_ => new(new DictionaryStore())));

    [Fact]
    public async Task Most_of_the_contract_applies_to_it()
    {
        int applied = 0;
        foreach (ConformanceCase check in StoreConformance.Cases.Where(c => !c.NeedsOpenAgain))
        {
            applied += await check.RunAsync(new StoreFixture(_ => new(new DictionaryStore()))) ? 1 : 0;
        }

        Assert.InRange(applied, 30, StoreConformance.Cases.Count);
    }
}
