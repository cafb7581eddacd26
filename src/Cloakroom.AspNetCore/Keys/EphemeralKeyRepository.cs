using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Cloakroom;

/// <summary>A key ring that ends with the process, like the sessions of a store that keeps nothing.</summary>
internal sealed class EphemeralKeyRepository : IXmlRepository
{
    private readonly Lock _lock = new();
    private readonly List<XElement> _elements = [];

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        lock (_lock)
        {
            return [.. _elements];
        }
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        lock (_lock)
        {
            _elements.Add(new XElement(element));
        }
    }
}
