using System.Xml.Linq;
using Cloakroom.Keys;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloakroom.Tests.Mutations;

/// <summary>Keys of Data Protection as they lie in the store.</summary>
public sealed class ProtectionKeyTests
{
    [Fact]
    public async Task One_that_is_damaged_does_not_keep_the_others_from_being_read()
    {
        var store = new MemoryKeyStore();
        var repository = new StoreKeyRepository(store, secret: null, NullLogger<StoreKeyRepository>.Instance);
        var key = new XElement("key", new XAttribute("id", Guid.Empty), new XElement("descriptor", "text"));
        repository.StoreElement(key, "good");
        KeyMaterial kept = Assert.Single(await store.ListAsync(StoreKeyRepository.Ring, TestContext.Current.CancellationToken));
        foreach (byte[] bytes in Changed.Bytes(kept.Bytes.ToArray()))
        {
            await store.AddAsync(StoreKeyRepository.Ring, new("other", bytes), TestContext.Current.CancellationToken);
            Assert.Contains(repository.GetAllElements(), e => XNode.DeepEquals(e, key));
            Assert.True(repository.DeleteElements(all => all.Where(e => !XNode.DeepEquals(e.Element, key)).ToList().ForEach(e => e.DeletionOrder = 1)));
            await store.RemoveAsync(StoreKeyRepository.Ring, "other", TestContext.Current.CancellationToken);
        }
    }
}
