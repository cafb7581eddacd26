using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Logging;

namespace Cloakroom;

/// <summary>
/// The key ring of ASP.NET Core Data Protection, kept where the sessions are: a redeploy or a second instance finds it again, and no key
/// lies in a home folder. The framework asks synchronously, at the start and every 24 hours.
/// </summary>
internal sealed class StoreKeyRepository(IKeyMaterialStore store, ILogger<StoreKeyRepository> logger) : IDeletableXmlRepository
{
    internal const string Ring = "data-protection";

    public IReadOnlyCollection<XElement> GetAllElements() => [.. Entries().Select(Read).OfType<XElement>()];

    public void StoreElement(XElement element, string friendlyName)
    {
        ArgumentNullException.ThrowIfNull(element);
        using var bytes = new MemoryStream();
        element.Save(bytes, SaveOptions.DisableFormatting);
        Wait(store.AddAsync(Ring, new KeyMaterial(friendlyName, bytes.ToArray()), CancellationToken.None));
    }

    public bool DeleteElements(Action<IReadOnlyCollection<IDeletableElement>> chooseElements)
    {
        ArgumentNullException.ThrowIfNull(chooseElements);
        Deletable[] all = [.. from entry in Entries() let element = Read(entry) where element is not null select new Deletable(entry.Name, element)];
        chooseElements(all);
        foreach (Deletable chosen in all.Where(e => e.DeletionOrder is not null).OrderBy(e => e.DeletionOrder))
        {
            Wait(store.RemoveAsync(Ring, chosen.Name, CancellationToken.None));
        }

        return true;
    }

    private IReadOnlyList<KeyMaterial> Entries() => Wait(store.ListAsync(Ring, CancellationToken.None));

    // One that is damaged must not keep the others from being read: what they protect is still to be opened.
    private XElement? Read(KeyMaterial entry)
    {
        try
        {
            using var bytes = new MemoryStream(entry.Bytes.ToArray());
            return XElement.Load(bytes);
        }
        catch (XmlException damaged)
        {
            Log.ProtectionKeyUnreadable(logger, entry.Name, damaged);
            return null;
        }
    }

    // On the pool, so that a caller with a synchronisation context cannot wait for itself.
    private static T Wait<T>(ValueTask<T> call) => Task.Run(call.AsTask).GetAwaiter().GetResult();

    private sealed class Deletable(string name, XElement element) : IDeletableElement
    {
        public string Name { get; } = name;

        public XElement Element { get; } = element;

        public int? DeletionOrder { get; set; }
    }
}
